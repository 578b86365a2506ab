using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace CdViz.Api.Tests.Properties;

/// <summary>A request to <c>/cdevents</c>, good or not.</summary>
internal sealed record Post(string ContentType, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json; charset=utf-8", "application/cloudevents+json", "application/cloudevents-batch+json", "application/x-ndjson",
        "application/vnd.acme+json", "application/json; charset=latin1", "application/json; charset", "text/plain", "nonsense", ";", "/", "application/xml",
        "multipart/form-data; boundary=x",
    ];

    private static readonly string[] Names =
        ["ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "ce-subject", "ce-datacontenttype", "Accept", "Authorization", "WebHook-Request-Origin", "X-Other"];

    private static readonly string[] Values =
    [
        "1.0", "", "0.3", "%", "%zz", "%C3", "\"a\\", "\"quoted\"", "2026-03-02T09:00:00Z", "yesterday", "pkg:oci/a@sha256%3Aab", "text/html", "Basic eDp5",
        "https://ci.example.com/acme", new('x', 4000),
    ];

    private static readonly string[] Encodings = ["gzip", "br", "deflate", "identity", "zstd", "gzip, gzip", "gzip, identity", "", "*"];

    /// <summary>Any body, said to be of any type.</summary>
    public static Gen<Post> Any { get; } =
        from contentType in Gen.Elements(ContentTypes)
        from headers in Header.ListOf()
        from packed in Gen.Choose(0, 9)
        from encoding in Gen.Elements(Encodings)
        from body in Gen.OneOf(Domain.Tests.Any.Bytes, Utf8(Domain.Tests.Any.AlmostJson), Utf8(Domain.Tests.Any.Json))
        select new Post(contentType, [.. headers.Take(5), .. packed is 0 ? [("Content-Encoding", encoding)] : Array.Empty<(string, string)>()], body);

    /// <summary>What is nearly a CDEvent, in one of the forms that are understood.</summary>
    public static Gen<Post> AlmostGood { get; } =
        from json in Domain.Tests.Any.AlmostAnyCDEvent
        from other in Domain.Tests.Any.AlmostAnyCDEvent
        from form in Gen.Elements(Forms)
        from headers in Header.ListOf()
        select form(json, other) with { Headers = [.. headers.Take(4)] };

    private static Func<string, string, Post>[] Forms =>
    [
        (json, _) => Of("application/json", json),
        (json, _) => Of("application/cloudevents+json", $$"""{"specversion": "1.0", "id": "x", "data": {{json}}}"""),
        (json, _) => Of("application/cloudevents+json", $$"""{"data": {{JsonSerializer.Serialize(json)}}, "time": "2026-03-02T09:00:00Z"}"""),
        (json, _) => Of("application/cloudevents+json", $$"""{"data_base64": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}"""),
        (json, other) => Of("application/json", $"[{json}, {other}]"),
        (json, other) => Of("application/cloudevents-batch+json", $$"""[{"data": {{json}}}, {"data": {{other}}}, {}]"""),
        (json, other) => Of("application/x-ndjson", $"{json.ReplaceLineEndings("")}\n{other.ReplaceLineEndings("")}\nnonsense\n"),
    ];

    private static Gen<(string Name, string Value)> Header { get; } = from name in Gen.Elements(Names) from value in Gen.Elements(Values) select (name, value);

    /// <summary>The same with another text in the place of one.</summary>
    public Post Replacing(string text, string by) =>
        this with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace(text, by, StringComparison.Ordinal)) };

    public HttpRequestMessage Request()
    {
        var content = new ByteArrayContent(Body);
        content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        var request = new HttpRequestMessage(HttpMethod.Post, "/cdevents") { Content = content };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public override string ToString() =>
        $"Content-Type: {ContentType}\n{string.Join('\n', Headers.Select(header => $"{header.Name}: {header.Value}"))}\n\n{Convert.ToBase64String(Body)}\n{Encoding.UTF8.GetString(Body)}";

    private static Gen<byte[]> Utf8(Gen<string> text) => text.Select(Encoding.UTF8.GetBytes);

    private static Post Of(string contentType, string body) => new(contentType, [], Encoding.UTF8.GetBytes(body));
}
