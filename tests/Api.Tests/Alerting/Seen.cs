using System.Text.Json;
using Npgsql;

namespace CdViz.Api.Tests.Alerting;

/// <summary>Short ways to look for alerts and at what they tell.</summary>
internal static class Seen
{
    /// <summary>An alert that tells a webhook.</summary>
    public static Alert Of(AlertRule rule, string name = "alert") => new(name, rule, new(AlertTargetKind.Webhook, "http://127.0.0.1:9/")) { Group = TimeSpan.Zero };

    /// <summary>Looks once; the first time nothing is told.</summary>
    public static Task<int?> LookAsync(this NpgsqlDataSource database, Alert alert, DateTimeOffset? now = null) =>
        new AlertStore(database).LookAsync(alert, now ?? DateTimeOffset.UtcNow, Answers.Ct);

    /// <summary>What is told, as state and title.</summary>
    public static async Task<List<string>> TitlesAsync(this NpgsqlDataSource database, Alert alert)
    {
        var told = await database.ColumnAsync<string>("select items::text from events.alert_message where alert = $1 order by id", alert.Name);
        return [.. told.SelectMany(items => JsonSerializer.Deserialize<List<AlertItem>>(items, JsonSerializerOptions.Web)!)
            .Select(item => AlertMessage.Of("1", alert, [item], 1, "").Title)];
    }

    /// <summary>Seconds after the epoch of events for a time so long ago.</summary>
    public static double Ago(TimeSpan time) => (DateTimeOffset.UtcNow - time - Events.Epoch).TotalSeconds;
}
