"""Training of the heads in data/models: `python -m pipeline.train`."""
