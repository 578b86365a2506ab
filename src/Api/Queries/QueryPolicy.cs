using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Frames;
using Wolverine.Http;
using Wolverine.Http.CodeGen;

namespace CdViz.Api.Queries;

/// <summary>Has every endpoint that takes a query called only when the query is as its rules say, and then when the position it waits for is reached; the answer says what it lacks.</summary>
internal sealed class QueryPolicy : IHttpPolicy
{
    /// <inheritdoc/>
    public void Apply(IReadOnlyList<HttpChain> chains, GenerationRules rules, IServiceContainer container)
    {
        foreach (var chain in chains)
        {
            if (chain.ComplexQueryStringType is not { } query)
            {
                continue;
            }

            First(chain, Call(typeof(QueryCheck), nameof(QueryCheck.Refuse), query));
            chain.Metadata.ProducesProblem(StatusCodes.Status400BadRequest);
            if (query.IsAssignableTo(typeof(IWaits)))
            {
                First(chain, Call(typeof(Waiting), nameof(Waiting.ForAsync), query));
                chain.Middleware.Add(Call(typeof(Staleness), nameof(Staleness.NoteAsync), query));
                chain.Metadata.ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            }

            if (query.IsAssignableTo(typeof(ListQuery)))
            {
                chain.Metadata.WithMetadata(((ListQuery)Activator.CreateInstance(query)!).Listed(chain.RoutePattern!.RawText!));
            }
        }
    }

    private static MethodCall Call(Type type, string method, Type query) => new(type, type.GetMethod(method)!.MakeGenericMethod(query));

    // What it answers is the answer; null goes on.
    private static void First(HttpChain chain, MethodCall check)
    {
        chain.Middleware.Add(check);
        chain.Middleware.Add(new MaybeEndWithResultFrame(check.ReturnVariable!));
    }
}
