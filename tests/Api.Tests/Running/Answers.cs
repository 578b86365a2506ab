using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace CdViz.Api.Tests.Running;

/// <summary>Short ways to look at answers.</summary>
internal static class Answers
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ReadOnlyMemory<byte> Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The answer's JSON, when its status is the expected one.</summary>
    public static async Task<JsonElement> ShouldAnswerAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Ct);
        response.StatusCode.ShouldBe(status, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The answer's problem, when it is one of this status, as RFC 9457 wants it.</summary>
    public static async Task<JsonElement> ShouldRefuseAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var problem = await response.ShouldAnswerAsync(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    /// <summary>The first of the problem's errors.</summary>
    public static (string? Pointer, string? Rule, string? Message) FirstError(this JsonElement problem)
    {
        var error = problem.GetProperty("errors")[0];
        return (error.GetProperty("pointer").GetString(), error.GetProperty("rule").GetString(), error.GetProperty("message").GetString());
    }

    public static async Task<JsonElement> GetAsync(this TestApi api, string path) =>
        await (await api.Client.GetAsync(path, Ct)).ShouldAnswerAsync(HttpStatusCode.OK);

    /// <summary>Waits until all projections have applied all events.</summary>
    public static Task VisibleAsync(this TestApi api) => api.Database.DataSource.VisibleAsync();

    /// <summary>Waits until all projections have applied all events.</summary>
    public static Task VisibleAsync(this NpgsqlDataSource database) => WaitFor.TrueAsync(
        () => database.ScalarAsync<bool>("select bool_and(lag_events = 0) from cdviz.projection_status"), "the projections have caught up");

    public static Task<ManyReceipt?> ManyAsync(this HttpResponseMessage response) => response.Content.ReadFromJsonAsync<ManyReceipt>(Ct);

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static double Number(this JsonElement element, string member) => element.GetProperty(member).GetDouble();

    public static long Whole(this JsonElement element, string member) => element.GetProperty(member).GetInt64();

    /// <summary>The event's JSON as text.</summary>
    public static string Text(this AdmittedEvent e) => Encoding.UTF8.GetString(e.Json.Span);

    /// <summary>The event's JSON as text, with a type that no specification has.</summary>
    public static string TextOfUnknownType(this AdmittedEvent e) =>
        e.Text().Replace($"{e.Type.Subject}.{e.Type.Predicate}", "rocket.launched", StringComparison.Ordinal);

    /// <summary>A copy of an event with another id.</summary>
    public static byte[] WithId(ReadOnlyMemory<byte> json, string id)
    {
        var e = JsonNode.Parse(json.Span)!;
        e["context"]!["id"] = id;
        return JsonSerializer.SerializeToUtf8Bytes(e);
    }

    /// <summary>Events as lines.</summary>
    public static ReadOnlyMemory<byte> Lines(IEnumerable<ReadOnlyMemory<byte>> events)
    {
        var lines = new MemoryStream();
        foreach (var e in events)
        {
            lines.Write(e.Span);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}
