using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes each of its columns from one other.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach ((string outputColumnName, string inputColumnName) in columns)
        {
            host.CheckNonEmpty(inputColumnName, nameof(columns));
            host.CheckNonEmpty(outputColumnName, nameof(columns));
            host.CheckParam(names.Add(outputColumnName), nameof(columns), $"Name of the result column '{outputColumnName}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        int count = ctx.Reader.ReadInt32();
        host.CheckDecode(count >= 0);
        var pairs = new List<(string, string)>();
        for (int i = 0; i < count; i++)
        {
            pairs.Add((ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString()));
        }

        ColumnPairs = [.. pairs];
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach ((string outputColumnName, string inputColumnName) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(outputColumnName);
            ctx.SaveNonEmptyString(inputColumnName);
        }
    }

    /// <summary>Throws where the input column's type does not suit.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    private int FindInput(DataViewSchema inputSchema, int col)
    {
        string name = ColumnPairs[col].inputColumnName;
        if (!inputSchema.TryGetColumnIndex(name, out int source))
        {
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        }

        CheckInputColumn(inputSchema, col, source);
        return source;
    }

    private protected abstract class OneToOneMapperBase : MapperBase
    {
        /// <summary>The index of the input column of each output column.</summary>
        protected readonly Dictionary<int, int> ColMapNewToOld = [];

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(host, inputSchema, parent)
        {
            for (int i = 0; i < parent.ColumnPairs.Length; i++)
            {
                ColMapNewToOld.Add(i, parent.FindInput(inputSchema, i));
            }
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var needed = ColMapNewToOld.Where(pair => activeOutput(pair.Key)).Select(pair => pair.Value).ToHashSet();
            return needed.Contains;
        }
    }
}
