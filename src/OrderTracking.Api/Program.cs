var app = WebApplication.CreateSlimBuilder(args).Build();
app.MapGet("/health/live", () => Results.Ok());
app.Run();
