using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y[b, part c] = weight_c[x[b, slot c]]; dweight_c[r] = the sum of dy[b, part c] over all b with index r.</summary>
internal sealed unsafe class CategoryEmbeddingsKernel : Kernel<CategoryEmbeddings>
{
    /// <summary>Values in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    protected override void Forward(CategoryEmbeddings operation, in ForwardArguments arguments)
    {
        ReadOnlySpan<int> slots = operation.SlotValues;
        using var indices = new Scratch(arguments.Inputs[0].NodeOrNull!.Shape[0] * (nint)slots.Length);
        using var room = new Scratch(slots.Length * sizeof(CategoryTable) / sizeof(float));
        CategoryTable* tables = (CategoryTable*)room.Floats;
        Read(slots, arguments.Inputs, (int*)indices.Floats, tables);
        Shape output = arguments.Outputs[0].NodeOrNull!.Shape;
        var job = new TakeJob { Tables = tables, TableCount = slots.Length, Output = arguments.Outputs[0].Floats, Columns = output[1] };
        WorkerCrew.Shared.Run(ref job, output[0], Math.Max(1, Grain / Math.Max(1, output[1])), arguments.Degree);
    }

    protected override void Backward(CategoryEmbeddings operation, in BackwardArguments arguments)
    {
        ReadOnlySpan<int> slots = operation.SlotValues;
        Shape output = arguments.Upstream[0].NodeOrNull!.Shape;
        using var indices = new Scratch(output[0] * (nint)slots.Length);
        using var room = new Scratch(slots.Length * sizeof(CategoryTable) / sizeof(float));
        CategoryTable* tables = (CategoryTable*)room.Floats;
        Read(slots, arguments.Inputs, (int*)indices.Floats, tables);
        for (int i = 0; i < slots.Length; i++)
        {
            if (arguments.Wants(1 + i))
            {
                IndexedRows.Return(
                    arguments.Upstream[0].Floats + tables[i].Target,
                    output[1],
                    1,
                    tables[i].Count,
                    tables[i].Dimension,
                    tables[i].Indices,
                    output[0],
                    arguments.Gradients[1 + i].Floats,
                    arguments.Accumulate[1 + i],
                    without: -1,
                    arguments.Degree);
            }
        }
    }

    /// <summary>Describes the tables and reads their indices; before each use, as the tensor may have been given other values.</summary>
    private static void Read(ReadOnlySpan<int> slots, ReadOnlySpan<Tensor> inputs, int* indices, CategoryTable* tables)
    {
        Shape x = inputs[0].NodeOrNull!.Shape;
        int target = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            Shape weight = inputs[1 + i].NodeOrNull!.Shape;
            tables[i] = new CategoryTable
            {
                Weight = inputs[1 + i].Floats,
                Indices = indices + i * (nint)x[0],
                Count = weight[0],
                Dimension = weight[1],
                Slot = slots[i],
                Target = target,
            };
            target += weight[1];
        }

        float* values = inputs[0].Floats;
        for (nint row = 0; row < x[0]; row++, values += x[1])
        {
            for (int i = 0; i < slots.Length; i++)
            {
                float value = values[tables[i].Slot];

                // What is not a number, or too large for an integer, gives one that differs from it.
                int index = (int)value;
                if (index != value || (uint)index >= (uint)tables[i].Count)
                {
                    ThrowNoSuchIndex(i, tables[i], row, value);
                }

                tables[i].Indices[row] = index;
            }
        }
    }

    [DoesNotReturn]
    private static void ThrowNoSuchIndex(int table, in CategoryTable description, nint row, float value) => throw new ArgumentException(string.Create(
        CultureInfo.InvariantCulture,
        $"CategoryEmbeddings: the index for table {table}, slot {description.Slot}, is {value} in row {row}; expected a whole number from 0 to {description.Count - 1}."));

    private struct TakeJob : IRangeJob
    {
        public CategoryTable* Tables;
        public int TableCount;
        public float* Output;
        public nint Columns;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* output = Output + row * Columns;
                for (int i = 0; i < TableCount; i++)
                {
                    CategoryTable* table = Tables + i;
                    var source = new ReadOnlySpan<float>(table->Weight + table->Indices[row] * (nint)table->Dimension, table->Dimension);
                    source.CopyTo(new Span<float>(output + table->Target, table->Dimension));
                }
            }
        }
    }
}
