"""Forms as other tools write them: Camunda's fields and form-js, SpiffWorkflow's schemas, files beside the model."""
