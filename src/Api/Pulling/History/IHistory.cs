using System.Text.Json;

namespace CdViz.Api.Pulling.History;

/// <summary>What a tool remembers, told as its webhooks would have told it.</summary>
internal interface IHistory
{
    /// <summary>The translator of its webhooks.</summary>
    string Translator { get; }

    /// <summary>What is imported: <c>github https://api.github.com/repos/acme/shop</c>.</summary>
    string Name { get; }

    /// <summary>Its parts, each of which is read whole: <c>runs</c>, <c>deployments</c>.</summary>
    IReadOnlyList<string> Parts { get; }

    /// <summary>What a part has.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="since">What is older may be left out.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="PullException">The tool does not tell.</exception>
    IAsyncEnumerable<Input> ReadAsync(string part, DateTimeOffset since, CancellationToken ct);
}

/// <summary>Lists of REST APIs, page by page.</summary>
internal static class Lists
{
    /// <summary>The items of a list, or of a member of what is answered, on all its pages.</summary>
    public static async IAsyncEnumerable<JsonElement> ItemsAsync(
        this Rest rest, Uri address, string? member, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct, Func<JsonElement, bool>? until = null)
    {
        for (var next = address; next is not null;)
        {
            var answer = await rest.GetAsync(next, ct);
            var (root, ends) = (answer.Json(), false);
            var items = member is null ? root : root.ValueKind is JsonValueKind.Object && root.TryGetProperty(member, out var list) ? list : default;
            foreach (var item in items.ValueKind is JsonValueKind.Array ? items.EnumerateArray().ToList() : [])
            {
                if (until?.Invoke(item) is true)
                {
                    ends = true;
                    break;
                }

                yield return item;
            }

            next = ends ? null : answer.Next;
        }
    }

    /// <summary>An answer as JSON.</summary>
    /// <exception cref="PullException">It is none, or there is nothing.</exception>
    public static JsonElement Json(this RestAnswer answer)
    {
        if (answer.Status is System.Net.HttpStatusCode.NotFound)
        {
            throw new PullException($"{answer.Address.GetLeftPart(UriPartial.Path)} answers 404: there is no such thing, or it is not shown to who asks.");
        }

        try
        {
            return JsonElement.Parse(answer.Body);
        }
        catch (JsonException fault)
        {
            throw new PullException($"{answer.Address.GetLeftPart(UriPartial.Path)} does not answer JSON: {fault.Message}");
        }
    }

    /// <summary>A text member; null where there is none.</summary>
    public static string? Said(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member; undefined where there is none.</summary>
    public static JsonElement Part(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A time; the beginning of time where there is none.</summary>
    public static DateTimeOffset At(this JsonElement element, string name) => element.Said(name) is { } text ? ToolTime.Read(text) ?? default : default;
}
