"""The GraphQL door: its schema is derived from the declarations of the model."""
