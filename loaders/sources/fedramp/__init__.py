"""The FedRAMP marketplace file of 2022: cloud services and who authorised them."""
