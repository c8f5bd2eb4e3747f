"""The screens of a handover, from the leaver's last days to the customer's first call with somebody new."""
