update tracking.replays
set status = @status, result = @result, fault = @fault, ended_at = clock_timestamp()
where id = @id and status = 'running'
