using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CdViz.Api.Pulling;

/// <summary>
/// What a server answers. Its pages are followed, an answer that has not changed is not read again, and where items say their place in time or order, the greatest one that
/// was taken stands in the next request.
/// </summary>
internal sealed class HttpSource : IPolled, IDisposable
{
    private const string CursorItem = "cursor";
    private const string CursorPlace = "{cursor}";
    private const int MaxPages = 1000;

    private readonly SourceSettings settings;
    private readonly int maxBytes;
    private readonly Rest rest;

    public HttpSource(SourceSettings settings, int maxBytes)
    {
        (this.settings, this.maxBytes) = (settings, maxBytes);
        rest = new(new Uri(settings.Uri.Replace(CursorPlace, "", StringComparison.Ordinal)), settings.Headers, settings.User, settings.Password);
    }

    /// <inheritdoc/>
    public string What => "the answers";

    /// <inheritdoc/>
    public void Dispose() => rest.Dispose();

    /// <inheritdoc/>
    public async Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct)
    {
        var state = (await pull.StatesAsync(ct)).TryGetValue(CursorItem, out var text) ? HttpState.Read(text) : new();
        var cursor = state.Cursor ?? settings.Since;
        var next = new Uri(settings.Uri.Replace(CursorPlace, Uri.EscapeDataString(cursor), StringComparison.Ordinal));
        var (etag, modified) = (state.ETag, state.Modified);
        for (var page = 0; next is not null; page++)
        {
            if (page == MaxPages)
            {
                pull.Wrong($"there are more than {MaxPages} pages; the rest is left out until the cursor moves on.");
                break;
            }

            var answer = await rest.GetAsync(next, ct, more: page > 0 ? [] : Unchanged(etag, modified));
            if (answer.Status is HttpStatusCode.NotModified)
            {
                return null;
            }

            if (answer.Status is HttpStatusCode.NotFound)
            {
                throw new PullException($"{next.GetLeftPart(UriPartial.Path)} answers 404.");
            }

            var found = Found(answer, next.AbsolutePath);
            await pull.TakeAsync(found.Select(one => one.Input), ct);
            cursor = found.Select(one => one.Cursor).Append(cursor).MaxBy(one => one, Ordered) ?? "";
            (etag, modified) = page is 0 ? (answer.Header("ETag"), answer.LastModified) : (etag, modified);
            next = answer.Next;
        }

        // With another cursor it is another address.
        var isSame = !settings.Uri.Contains(CursorPlace, StringComparison.Ordinal) || cursor == (state.Cursor ?? settings.Since);
        await pull.SaveAsync(CursorItem, new HttpState(cursor, isSame ? etag : null, isSame ? modified : null).Write(), ct);
        return null;
    }

    private static (string, string)[] Unchanged(string? etag, string? modified) =>
        etag is not null ? [("If-None-Match", etag)] : modified is not null ? [("If-Modified-Since", modified)] : [];

    private List<(Input Input, string? Cursor)> Found(RestAnswer answer, string place)
    {
        var format = Cutter.FormatOf(settings.Format, place, answer.ContentType);
        IReadOnlyList<(string, string)> headers = [.. settings.Headers.Where(header => KeptHeaders.MayBeKept(header.Key)).Select(header => (header.Key, header.Value))];
        if (format is not SourceFormat.Json || settings is { Items: "", Input: "", Cursor: "" })
        {
            return [.. Cutter.Cut(format, answer.Body, place, maxBytes).Select(input => (input with { Headers = headers }, (string?)null))];
        }

        JsonElement root;
        try
        {
            root = JsonElement.Parse(answer.Body);
        }
        catch (JsonException fault)
        {
            throw new PullException($"{place} does not answer JSON: {fault.Message}");
        }

        var items = JsonPointer.At(root, settings.Items);
        IEnumerable<JsonElement> all = items is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray()
            : items is { ValueKind: JsonValueKind.Object } one && settings.Items.Length is 0 ? [one]
            : throw new PullException($"{place} has no list at {(settings.Items.Length is 0 ? "its root" : settings.Items)}.");
        return [.. all.Select(item => (
            Cutter.Of(JsonMarshal.GetRawUtf8Value(JsonPointer.At(item, settings.Input) ?? item).ToArray(), place) with { Headers = headers },
            settings.Cursor.Length > 0 && JsonPointer.At(item, settings.Cursor) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? value.ToString() : null))];
    }

    /// <summary>Numbers by their size, all else as text, as times in one spelling are ordered.</summary>
    private static readonly Comparer<string?> Ordered = Comparer<string?>.Create((one, other) =>
        decimal.TryParse(one, CultureInfo.InvariantCulture, out var left) && decimal.TryParse(other, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(one, other));

    private sealed record HttpState(string? Cursor = null, string? ETag = null, string? Modified = null)
    {
        public string Write() => JsonSerializer.Serialize(this);

        public static HttpState Read(string text)
        {
            try
            {
                return JsonSerializer.Deserialize<HttpState>(text) ?? new();
            }
            catch (JsonException)
            {
                return new();
            }
        }
    }
}
