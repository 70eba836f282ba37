"""Which pictures a study or a sweep has, and their manifests."""
