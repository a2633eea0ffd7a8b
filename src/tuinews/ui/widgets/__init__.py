"""The widgets. They know values of the model, never the newsroom."""
