from __future__ import annotations

import os

from cnn_core.learning.placement_log import shortened

PLACER = (
    b"I0000 00:00:1.5 9 placer.cc:162] while/conv2d_0/convolution: (Conv2D): "
    b"/job:localhost/replica:0/task:0/device:CPU:0\n"
)
EAGER = (
    b"I0000 00:00:1.6 9 execute.cc:1775] Executing op _EagerConst in device "
    b"/job:localhost/replica:0/task:0/device:GPU:0\n"
)


def test_each_kind_of_operation_is_told_once(capfd):
    with shortened(True):
        for line in (PLACER, EAGER, b"an error\n", PLACER.replace(b"_0", b"_1"), b"an error\n"):
            os.write(2, line)
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err.splitlines() == [
        "Conv2D on CPU:0",
        "_EagerConst on GPU:0",
        "an error",
        "an error",
        "afterwards",
    ]


def test_nothing_changes_where_it_is_not_asked_for(capfd):
    with shortened(False):
        os.write(2, PLACER * 2)
    assert capfd.readouterr().err.encode() == PLACER * 2
