using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CdViz.Bench.Load;

/// <summary>Posts many events as NDJSON in one request.</summary>
internal static class LinesLoad
{
    /// <summary>Makes the load.</summary>
    public static async Task<LoadResult> RunAsync(LoadRequest request)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        var body = Lines(request);
        var begin = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var response = await http.PostAsync(new Uri($"http://{request.Target}/cdevents"), content);
        response.EnsureSuccessStatusCode();
        var receipt = await response.Content.ReadFromJsonAsync<JsonElement>();
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var appended = receipt.GetProperty("appended").GetInt64();
        return new(appended, seconds, request.Events - appended, request.FirstRun + (request.Events / EventTemplate.All.Count), null, null, 0);
    }

    private static byte[] Lines(LoadRequest request)
    {
        var body = new byte[Enumerable.Range(0, request.Events).Sum(i => EventTemplate.OfVersion(i).Length + 1)];
        var at = 0;
        for (var i = 0; i < request.Events; i++)
        {
            var template = EventTemplate.OfVersion(i);
            template.WriteJson(body.AsSpan(at), request.FirstRun + (i / EventTemplate.All.Count), i % EventTemplate.All.Count);
            at += template.Length;
            body[at++] = (byte)'\n';
        }

        return body;
    }
}
