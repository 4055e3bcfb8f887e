select at from tracking.set_aside_event(@position, @code, @field, @expected, @by, @reason)
