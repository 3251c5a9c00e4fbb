"""The clinic in a browser: intake for patients, workspace for clinicians, education for everyone."""
