"""Agreement with what guidelines and expert panels say of small patients."""
