using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Columns computed by the user's own function. In a model file it stands by the name of its contract.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string _contractName;
    private readonly SchemaDefinition _inputSchemaDefinition;

    internal CustomMappingTransformer(
        IHostEnvironment env,
        Action<TSrc, TDst> mapAction,
        string contractName,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register("CustomMappingTransformer");
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        _inputSchemaDefinition = inputSchemaDefinition;
        InputDefinition = InternalSchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Both, inputSchemaDefinition);
        AddedDefinition = InternalSchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write, outputSchemaDefinition);
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal InternalSchemaDefinition InputDefinition { get; }

    internal InternalSchemaDefinition AddedDefinition { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, new Mapper(this, inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(_host, input, new Mapper(this, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(_host, new EmptyDataView(_host, inputSchema), new Mapper(this, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.Check(_contractName is not null, "Empty contract name for a transform: the transform cannot be saved");
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.DeclaringType.Assembly.FullName);
    }

    private sealed class Mapper : IRowMapper
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _parent;
        private readonly ObjectFiller<TSrc> _filler;

        public Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema)
        {
            _parent = parent;
            _filler = new ObjectFiller<TSrc>(parent._host, inputSchema, ignoreMissingColumns: false, parent._inputSchemaDefinition);
        }

        public ITransformer GetTransformer() => _parent;

        public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
            [.. _parent.AddedDefinition.Schema.Select(column => new DataViewSchema.DetachedColumn(column))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) =>
            Enumerable.Range(0, _parent.AddedDefinition.Columns.Count).Any(activeOutput) ? _filler.Columns.ToHashSet().Contains : _ => false;

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var getters = new Delegate[_parent.AddedDefinition.Columns.Count];
            if (!Enumerable.Range(0, getters.Length).Any(activeOutput))
            {
                return getters;
            }

            var source = new TSrc();
            var destination = new TDst();
            var added = new InputRow<TDst>(_parent.AddedDefinition);
            Action<TSrc> fill = _filler.Bind(input);
            long position = -1;
            for (int i = 0; i < getters.Length; i++)
            {
                if (activeOutput(i))
                {
                    getters[i] = GenericCall.Invoke<Delegate>(MakeGetter<int>, added.Schema[i].Type.RawType, added, i, (Action)MapOncePerRow);
                }
            }

            return getters;

            void MapOncePerRow()
            {
                if (position != input.Position)
                {
                    fill(source);
                    _parent._mapAction(source, destination);
                    added.ExtractValues(destination);
                    position = input.Position;
                }
            }
        }

        public void Save(ModelSaveContext ctx) => ((ICanSaveModel)_parent).Save(ctx);

        private static Delegate MakeGetter<T>(InputRow<TDst> added, int column, Action map)
        {
            ValueGetter<T> get = added.GetGetter<T>(added.Schema[column]);
            return (ValueGetter<T>)((ref T value) =>
            {
                map();
                get(ref value);
            });
        }
    }
}
