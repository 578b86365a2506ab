using System.Security.Cryptography;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Feed;

/// <summary><c>/feed</c>: deployments and incidents, for readers of feeds.</summary>
public static class FeedEndpoints
{
    private const string AtomType = "application/atom+xml; charset=utf-8";
    private const string JsonType = "application/feed+json; charset=utf-8";

    private static readonly string[] JsonTypes = ["application/feed+json", "application/json"];

    private static readonly string[] AtomTypes = ["application/atom+xml", "application/xml", "text/xml", "application/*", "*/*"];

    /// <summary>The newest deployments and incidents, as Atom or as JSON Feed</summary>
    /// <remarks>In what Accept prefers; Atom where it does not say. Otherwise as '/feed.atom' and '/feed.json'.</remarks>
    [WolverineGet("/feed", OperationId = "getFeed"), Tags("Feed"), Authorize(PublicReads.Feed)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/atom+xml", "application/feed+json"), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<Answer> GetAsync([FromQuery] Query query, HttpContext context, NpgsqlDataSource database, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.Vary = HeaderNames.Accept;
        return AnswerAsync(query, context, database, settings, PrefersJson(context.Request), ct);
    }

    /// <summary>The newest deployments and incidents, as Atom</summary>
    /// <remarks>
    /// Atom 1.0: at most 100 entries, the latest first. An entry keeps its id; an incident is one entry, updated when more is known. With 'If-None-Match' the answer
    /// is 304 where nothing has changed. It may be open to everybody: setting Public:Feed.
    /// </remarks>
    [WolverineGet("/feed.atom", OperationId = "getFeedAtom"), Tags("Feed"), Authorize(PublicReads.Feed)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/atom+xml"), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<Answer> AtomAsync([FromQuery] Query query, HttpContext context, NpgsqlDataSource database, Settings settings, CancellationToken ct) =>
        AnswerAsync(query, context, database, settings, json: false, ct);

    /// <summary>The newest deployments and incidents, as JSON Feed</summary>
    /// <remarks>JSON Feed 1.1, with the entries of '/feed.atom'.</remarks>
    [WolverineGet("/feed.json", OperationId = "getFeedJson"), Tags("Feed"), Authorize(PublicReads.Feed)]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "application/feed+json"), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<Answer> JsonAsync([FromQuery] Query query, HttpContext context, NpgsqlDataSource database, Settings settings, CancellationToken ct) =>
        AnswerAsync(query, context, database, settings, json: true, ct);

    private static async Task<Answer> AnswerAsync(Query query, HttpContext context, NpgsqlDataSource database, Settings settings, bool json, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(settings);
        var root = RootOf(context.Request, settings);
        var of = string.Concat(new[] { query.Service is { } service ? $" of {service}" : "", query.Environment is { } environment ? $" in {environment}" : "" });
        var feed = new FeedText(
            root,
            root + Say.Path(json ? "/feed.json" : "/feed.atom", ("environment", query.Environment), ("service", query.Service)),
            $"Deployments and incidents{of}",
            await FeedRows.NewestAsync(database, query.Environment, query.Service, ct));
        return Of(context, settings.Public.Feed, json ? feed.ToJson() : feed.ToAtom(), json ? JsonType : AtomType);
    }

    /// <summary>An answer that is asked for again and again: with what tells whether it has changed.</summary>
    internal static Answer Of(HttpContext context, bool open, byte[] body, string type)
    {
        context.Response.Headers.CacheControl = open ? "public, max-age=60" : "private, max-age=60";
        return new(TypedResults.Bytes(body, type, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..32]}\"")));
    }

    private static string RootOf(HttpRequest request, Settings settings) =>
        settings.Public.Url.Length > 0 ? settings.Public.Url.TrimEnd('/') : $"{request.Scheme}://{request.Host}{request.PathBase}";

    private static bool PrefersJson(HttpRequest request) => request.GetTypedHeaders().Accept
        .OrderByDescending(type => type.Quality ?? 1)
        .Select(type => JsonTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) ? true : AtomTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) ? false : (bool?)null)
        .FirstOrDefault(known => known is not null) ?? false;

    public sealed record Query(string? Environment, string? Service) : IQuery<Query>
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Service).IsText();
        }
    }
}
