"""The model: requests to answers, over the network or from the store."""
