"""How a gradient becomes a step: steppers, solvers, schedules."""
