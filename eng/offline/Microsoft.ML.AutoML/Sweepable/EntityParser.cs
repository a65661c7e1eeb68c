using System.Text.RegularExpressions;

namespace Microsoft.ML.AutoML;

/// <summary>Reads "e0 * (e1 + e2)". Products bind tighter than sums, and both go from left to right.</summary>
internal sealed partial class EntityParser
{
    private readonly Queue<string> _tokens;

    private EntityParser(string expression)
    {
        _tokens = new Queue<string>(Tokens().Matches(expression).Select(match => match.Value));
    }

    public static Entity Parse(string expression)
    {
        var parser = new EntityParser(expression);
        Entity entity = parser.Sum();
        return parser._tokens.Count == 0 ? entity : throw Unexpected(parser._tokens.Peek());
    }

    private Entity Sum()
    {
        Entity sum = Product();
        while (TryTake("+"))
        {
            sum += Product();
        }

        return sum;
    }

    private Entity Product()
    {
        Entity product = Factor();
        while (TryTake("*"))
        {
            product *= Factor();
        }

        return product;
    }

    private Entity Factor()
    {
        if (TryTake("("))
        {
            Entity inside = Sum();
            return TryTake(")") ? inside : throw Unexpected("the end, without a closing bracket");
        }

        string name = _tokens.TryDequeue(out string token) ? token : "the end";
        return Name().IsMatch(name) ? new NameEntity(name) : throw Unexpected(name);
    }

    private bool TryTake(string token) => _tokens.TryPeek(out string next) && next == token && _tokens.Dequeue() is not null;

    private static NotImplementedException Unexpected(string token) => new($"A pipeline's expression has names, '+', '*' and brackets; found {token}.");

    [GeneratedRegex(@"\w+|[^\s\w]")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"^[^\W\d]\w*$")]
    private static partial Regex Name();
}
