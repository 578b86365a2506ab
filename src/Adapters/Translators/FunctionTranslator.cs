using System.Net;
using System.Net.Http.Headers;
using CdViz.Domain.Translating.Others;

namespace CdViz.Adapters.Translators;

/// <summary>
/// A function that is asked over HTTP: it gets what came in, as a CloudEvent in binary mode or with its headers, and answers with CDEvents, bare, in a list or as
/// CloudEvents.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="http">Asks it.</param>
/// <param name="settings">How long it may take.</param>
internal sealed class FunctionTranslator(Uri address, HttpClient http, TranslatorSettings settings) : Translator
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public override string Name => address.OriginalString;

    /// <inheritdoc/>
    public override async ValueTask<Translation> TranslateAsync(Incoming incoming, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.FunctionTime);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(incoming.Body) };
            Describe(request, incoming);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                return new Translation.Failed($"The function answered {(int)answer.StatusCode}.")
                {
                    MayPass = (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
                };
            }

            await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, patience.Token).ConfigureAwait(false);
            return Read(answer, await answer.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false), incoming);
        }
        catch (NotTranslatedException fault)
        {
            return new Translation.Failed($"The function's answer is not understood: {fault.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Translation.Failed($"The function did not answer within {settings.FunctionTime}.") { MayPass = true };
        }
        catch (HttpRequestException fault)
        {
            return new Translation.Failed($"The function cannot be asked: {fault.Message}") { MayPass = fault.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded };
        }
    }

    private static void Describe(HttpRequestMessage request, Incoming incoming)
    {
        foreach (var (name, value) in incoming.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var type = incoming.Header("Content-Type") ?? "application/json";
        if (incoming.CloudEvent is { } e)
        {
            type = e.DataContentType ?? type;
            Add("ce-specversion", "1.0");
            Add("ce-id", e.Id);
            Add("ce-source", e.Source);
            Add("ce-type", e.Type);
            Add("ce-subject", e.Subject);
            Add("ce-time", e.Time?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            foreach (var (name, value) in e.Extensions)
            {
                Add($"ce-{name}", value);
            }
        }

        request.Content!.Headers.ContentType = MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed : new("application/octet-stream");

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, string.Concat(value.Select(c => c is > ' ' and < (char)127 and not ('%' or '"') ? c.ToString() : Uri.EscapeDataString(c.ToString()))));
            }
        }
    }

    private static Translation Read(HttpResponseMessage answer, byte[] body, Incoming incoming)
    {
        if (body.Length is 0)
        {
            return new Translation.Nothing("The function answered nothing.");
        }

        var headers = answer.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        var type = answer.Content.Headers.ContentType?.ToString();
        var translator = new CdEventsTranslator();
        if (!headers.ContainsKey("ce-specversion") && type?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return translator.Translate(Copy(body));
        }

        var statements = ForeignCloudEvents.Read(type, headers, body)
            .SelectMany(e => translator.Translate(Copy(ForeignCloudEvents.DataOf(e))) is Translation.Statements(var some) ? some : []).ToList();
        return statements.Count > 0 ? new Translation.Statements(statements) : new Translation.Nothing("The function answered nothing.");

        Incoming Copy(ReadOnlyMemory<byte> bytes) => new(bytes, new Dictionary<string, string>(), incoming.ReceivedAt) { Metadata = incoming.Metadata, CloudEvent = incoming.CloudEvent };
    }
}
