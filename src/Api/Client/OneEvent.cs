using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace CdViz.Api.Client;

/// <summary>Sends one CDEvent and tells what became of it.</summary>
internal static class OneEvent
{
    /// <summary>Sends it.</summary>
    /// <param name="name">What to call it: a file, or what it is about.</param>
    /// <param name="json">The event.</param>
    /// <param name="sender">Where to.</param>
    /// <param name="output">Where to tell.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> SendAsync(string name, ReadOnlyMemory<byte> json, EventSender sender, TextWriter output, CancellationToken ct)
    {
        using var response = await sender.OneAsync(json, ct);
        if (!response.IsSuccessStatusCode)
        {
            var problem = (await response.Content.ReadFromJsonAsync<ProblemDetails>(ct))!;
            var errors = problem.Extensions.TryGetValue("errors", out var found) && found is JsonElement list
                ? list.Deserialize<Violation[]>(JsonSerializerOptions.Web)!
                : [];
            await output.WriteLineAsync($"{name}: {(int)response.StatusCode} {problem.Title}: {(errors.Length > 0 ? Text(errors) : problem.Detail)}");
            return ExitCode.No;
        }

        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        await output.WriteLineAsync($"{name}: {receipt.GetProperty("status").GetString()} {receipt.GetRawText()}");
        return ExitCode.Done;
    }

    /// <summary>What was wrong, or odd, on one line.</summary>
    public static string Text(IReadOnlyList<Violation> errors) => string.Join("; ", errors.Select(error => $"{error.Pointer} {error.Rule} {error.Message}"));
}
