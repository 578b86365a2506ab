namespace CdViz.Api.Demo;

/// <summary>A ticket in the tracker.</summary>
internal sealed class Ticket(Company company, Trail trail, string type, string priority, string summary, string group, string creator)
{
    private readonly string key = company.NextTicket();

    /// <summary>Where it can be read.</summary>
    public string Uri => $"{company.Tools.Tracker.Source}/browse/{key}";

    /// <summary>Its key: <c>FEN-123</c>.</summary>
    public string Key => key;

    /// <summary>Somebody writes it.</summary>
    public void Create(DateTime at) => Report(at, "created", new(("summary", summary), ("creator", creator)));

    /// <summary>Somebody takes it.</summary>
    public void Assign(DateTime at, string to) => Report(at, "updated", new(("summary", summary), ("assignees", (string[])[to]), ("updatedBy", to)));

    /// <summary>It is done, or never will be.</summary>
    public void Close(DateTime at, string by, string resolution) => Report(at, "closed", new(("resolution", resolution), ("updatedBy", by)));

    private void Report(DateTime at, string predicate, Content content) => company.Tools.Tracker.Send(
        at, $"ticket.{predicate}", key, trail,
        content.With(("uri", Uri), ("ticketType", type), ("group", group), ("priority", priority), ("labels", (string[])[group, type])));
}
