"""What JupyterLab needs: controls over a notebook's parameters, and its settings."""
