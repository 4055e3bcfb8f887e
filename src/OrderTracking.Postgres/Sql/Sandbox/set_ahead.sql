update tracking.sandbox_clock set ahead_microseconds = @ahead
