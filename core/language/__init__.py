"""How a layer type is said: dims, parameters, formulas, terms of cost, and the registry of operators."""
