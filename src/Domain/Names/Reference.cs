namespace CdViz.Domain.Names;

/// <summary>Names another subject: its id, and its source where that differs from the event's own.</summary>
public sealed record Reference(string Id, string? Source = null);
