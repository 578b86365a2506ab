using System.Globalization;
using System.Text.Json;

namespace CdViz.Api.Demo.Sending;

/// <summary>Finds out whether a server has another history of the company: sent on another day, or with another seed.</summary>
internal static class OtherHistory
{
    /// <summary>Ends the command where it has, for the two would say different things of the same services at the same times.</summary>
    /// <param name="server">The server.</param>
    /// <param name="events">The history that is to be sent.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">It has another one.</exception>
    public static async Task RefuseAsync(ServerClient server, IReadOnlyList<DemoEvent> events, CancellationToken ct)
    {
        // Every history begins with the same thing; what the server knows of that is of this history or of another.
        var first = JsonElement.Parse(events[0].Json.Span);
        var (subject, source) = (first.GetProperty("subject").GetProperty("id").GetString()!, first.GetProperty("context").GetProperty("source").GetString()!);
        var ours = events.Select(e => e.Id).ToHashSet();
        var path = ServerQuestions.Address("events", [("subject", subject), ("source", source), ("limit", "1000")]);
        if (await server.TryGetAsync(path, ct) is not { } known)
        {
            // The token may write and not read.
            return;
        }

        var other = known.GetProperty("items").EnumerateArray().Where(item => !ours.Contains(item.GetProperty("data").GetProperty("context").GetProperty("id").GetString()!)).ToList();
        if (other is [var began, ..])
        {
            throw new CommandFailed(ExitCode.No, string.Create(
                CultureInfo.InvariantCulture,
                $"The server at {server.Url} has another history of this company, which began on {began.GetProperty("occurredAt").GetDateTimeOffset().UtcDateTime:yyyy-MM-dd}; the two would mix. "
                + $"The --until, --days and --seed of then send that one again; './cdviz down --delete' and './cdviz up' start over; --mix sends this one all the same."));
        }
    }
}
