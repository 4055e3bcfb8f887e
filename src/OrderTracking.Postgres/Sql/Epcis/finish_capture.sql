update tracking.epcis_captures c
set finished_at = @at, errors = @errors
where c.id = @id
