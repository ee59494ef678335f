"""A trained model without any row of data: raw values in, raw answers out."""
