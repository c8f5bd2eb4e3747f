"""Who is at the browser: passwords, second factors, throttling, sessions."""
