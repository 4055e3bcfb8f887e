-- It never goes back: recorded times must not decrease with the position.
update tracking.sandbox_clock set ahead_microseconds = greatest(ahead_microseconds, @ahead)
