using System.Globalization;
using System.Text.Json;

namespace CdViz.Api.Commands.Asking;

/// <summary>Asks a server, page by page.</summary>
internal static class ServerQuestions
{
    // As many as the server gives at once.
    private const int PageItems = QueryRules.MaxLimit;

    /// <summary>The items of a list, and whether there are more of them.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">The list's path.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="limit">How many items at most; null where the list comes as a whole.</param>
    /// <param name="on">The member of a page that says where the next begins, and the parameter that wants to know it.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">The server does not answer, or refuses.</exception>
    public static async Task<(List<JsonElement> Items, bool More)> ListAsync(
        this ServerClient server, string path, IReadOnlyList<(string Parameter, string Value)> query, int? limit, Func<JsonElement, (string Parameter, string Value)?> on, CancellationToken ct)
    {
        List<JsonElement> items = [];
        (string Parameter, string Value)? next = null;
        do
        {
            var asked = query.Where(one => one.Parameter != next?.Parameter).ToList();
            if (limit is { } most)
            {
                asked.Add(("limit", Math.Min(most - items.Count, PageItems).ToString(CultureInfo.InvariantCulture)));
            }

            var page = await server.GetAsync(Address(path, next is { } begin ? [.. asked, begin] : asked), ct);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").ValueKind is JsonValueKind.Null ? null : on(page);
        }
        while (next is not null && (limit is null || items.Count < limit));

        return (items, next is not null);
    }

    /// <summary>Where the next page of an ordinary list begins.</summary>
    public static (string Parameter, string Value)? ByCursor(JsonElement page) => ("cursor", page.GetProperty("cursor").GetString()!);

    /// <summary>A path with its query.</summary>
    public static string Address(string path, IEnumerable<(string Parameter, string Value)> query) =>
        string.Join('&', query.Select(one => $"{one.Parameter}={Uri.EscapeDataString(one.Value)}")) is { Length: > 0 } text ? $"{path}?{text}" : path;
}
