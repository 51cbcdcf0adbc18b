"""What really took place: service records, approval, objections, cancellation."""
