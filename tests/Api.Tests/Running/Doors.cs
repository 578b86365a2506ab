using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Running;

/// <summary>Posts to doors whose answer comes before the event is checked.</summary>
internal static class Doors
{
    /// <summary>Posts a body with headers.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this TestApi api, string path, ReadOnlyMemory<byte> body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await api.Client.SendAsync(request, Ct);
    }

    /// <summary>An entry of the inbox, when it was taken.</summary>
    public static async Task<JsonElement> EntryAsync(this TestApi api, long number)
    {
        JsonElement entry = default;
        await WaitFor.TrueAsync(
            async () => (entry = await api.GetAsync(FormattableString.Invariant($"/inbox/{number}"))).Text("state") != "waiting", "the entry is taken");
        return entry;
    }

    /// <summary>An entry of the inbox, when it was taken, of what was posted.</summary>
    public static async Task<JsonElement> EntryAsync(this TestApi api, HttpResponseMessage posted) =>
        await api.EntryAsync((await posted.ShouldAnswerAsync(HttpStatusCode.Accepted)).Whole("inboxId"));
}
