"""The bundled edition: ten invented outlets that answer without a network."""
