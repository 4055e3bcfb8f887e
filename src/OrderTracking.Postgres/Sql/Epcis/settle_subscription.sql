update tracking.epcis_subscriptions s
set position = @to, next_at = @next_at, tries = @tries, notified_at = coalesce(@notified_at, s.notified_at), reason = @reason
where s.id = @id and s.position = @from and s.next_at = @was_next_at
returning s.id
