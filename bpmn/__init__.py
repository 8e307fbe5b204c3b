"""Definitions shipped with the product: one folder each, with its .bpmn and its story."""
