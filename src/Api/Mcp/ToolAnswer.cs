using Microsoft.AspNetCore.Http.HttpResults;
using ModelContextProtocol;

namespace CdViz.Api.Mcp;

/// <summary>What an endpoint answered, for a tool.</summary>
internal static class ToolAnswer
{
    /// <summary>Refuses a question that the endpoint would refuse.</summary>
    /// <exception cref="McpException">What is wrong with it.</exception>
    public static TQuery Checked<TQuery>(this TQuery query) where TQuery : IQuery<TQuery> =>
        QueryCheck.Wrong(query).ToList() is { Count: > 0 } wrong ? throw new McpException(Words(wrong)) : query;

    /// <summary>The value that was answered.</summary>
    /// <exception cref="McpException">It was refused.</exception>
    public static object Value(this IResult answer)
    {
        var result = answer is INestedHttpResult nested ? nested.Result : answer;
        return result switch
        {
            IValueHttpResult { Value: { } value } when result is not ProblemHttpResult => value,
            ProblemHttpResult problem => throw new McpException(
                problem.ProblemDetails.Extensions.TryGetValue("errors", out var errors) && errors is IReadOnlyList<Violation> violations
                    ? Words(violations) : problem.ProblemDetails.Detail ?? "It was refused."),
            _ => throw new McpException("There is no answer."),
        };
    }

    private static string Words(IEnumerable<Violation> violations) => string.Join(' ', violations.Select(one => $"{one.Pointer.TrimStart('/')}: {one.Message}"));
}
