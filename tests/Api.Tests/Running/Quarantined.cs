using Npgsql;

namespace CdViz.Api.Tests.Running;

/// <summary>Short ways to put things into the quarantine and to look at it.</summary>
internal static class Quarantined
{
    /// <summary>Keeps an event as if it had not been understood when it came.</summary>
    public static Task<long> QuarantineAsync(this NpgsqlDataSource database, AdmittedEvent e, string reason = "unknown-type", string? sender = null) =>
        database.QuarantineAsync(e.Json, reason, sender, e.Source, e.ContextId);

    /// <summary>Keeps any bytes.</summary>
    public static Task<long> QuarantineAsync(
        this NpgsqlDataSource database, ReadOnlyMemory<byte> body, string reason, string? sender = null, string? source = null, string? id = null) =>
        database.QuarantineAsync(new QuarantinedEvent("http", sender, reason, "Why.", [], "application/json", body, source, id));

    /// <summary>Keeps it.</summary>
    public static Task<long> QuarantineAsync(this NpgsqlDataSource database, QuarantinedEvent e) => new QuarantineStore(database).KeepAsync(e, Answers.Ct);

    /// <summary>An entry that is there.</summary>
    public static async Task<QuarantineEntry> EntryAsync(this NpgsqlDataSource database, long number) =>
        (await new QuarantineReader(database).AtAsync(number, Answers.Ct)).ShouldNotBeNull();

    /// <summary>Drives an entry again over HTTP.</summary>
    public static Task<HttpResponseMessage> RedriveAsync(this TestApi api, long number, string query = "") =>
        api.Client.PostAsync($"/quarantine/{number}/redrive{query}", null, Answers.Ct);
}
