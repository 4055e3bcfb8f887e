update tracking.epcis_subscriptions s
set kek = @kek, secret = @secret
where s.id = @id
