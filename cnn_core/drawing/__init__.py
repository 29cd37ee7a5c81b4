"""Drawing: from strokes and pictures to the form that a network knows."""
