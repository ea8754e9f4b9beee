"""The JSON API: `/api/v1/…`, its OpenAPI description, and errors as problem details."""
