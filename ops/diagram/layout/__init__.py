"""Where things stand in a picture: pure geometry, from a diagram to boxes and lines."""
