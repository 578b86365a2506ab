using System.Linq.Expressions;
using System.Reflection;
using FluentValidation;

namespace CdViz.Api.Queries.Lists;

/// <summary>What is allowed of a list's query.</summary>
internal sealed class ListRules<TQuery> : AbstractValidator<TQuery> where TQuery : ListQuery
{
    /// <summary>The rules of every list, and of the filters of this one.</summary>
    public ListRules()
    {
        RuleFor(query => query.From).IsTime();
        RuleFor(query => query.To).IsTime();
        RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
        RuleFor(query => query.Cursor).IsCursor();
        RuleFor(query => query.Wait).IsPosition();
        foreach (var filter in ListFilters.Of(typeof(TQuery)))
        {
            if (filter.GetCustomAttribute<WordsAttribute>() is { Words: var words })
            {
                RuleFor(Value(filter)).IsOneOf([.. words]);
            }
            else
            {
                RuleFor(Value(filter)).IsText();
            }
        }
    }

    private static Expression<Func<TQuery, string?>> Value(PropertyInfo filter)
    {
        var query = Expression.Parameter(typeof(TQuery));
        return Expression.Lambda<Func<TQuery, string?>>(Expression.Property(query, filter), query);
    }
}
