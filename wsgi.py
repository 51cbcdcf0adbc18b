"""The portal for a WSGI server."""

from traduko.app import create_app

app = create_app()
