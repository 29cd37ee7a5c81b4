"""CNN Lab's library: build, train and measure small convolutional networks."""
